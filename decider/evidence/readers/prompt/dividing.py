"""Takes a text apart: which part of a prompt each of its lines belongs to.

A line belongs to the section that it stands in (heading, tag, or a line that ends with a colon), unless it says
itself what it is: a pair of an answered request, a placeholder, a block of JSON. All rules read a line once.
"""

from decider.evidence.readers.prompt import marks
from decider.evidence.readers.prompt.leaving import is_example, leaves_examples, schema_label, shows_json
from decider.evidence.readers.prompt.pairs import INPUTS, OUTPUTS
from decider.evidence.readers.prompt.pieces import Piece, Section, is_behind_examples, with_title
from decider.evidence.readers.prompt.survey import CUE, Survey, lead_part, survey
from decider.evidence.readers.prompt.words import Part, part_of_heading, part_of_name

# Level of a section that a line with a colon begins; headings have 1 to 8, tags 0.
_LEAD = 9
# A line of a placeholder and at most this many words is the placeholder's; in a longer one it is a detail.
_MOST_WORDS_BESIDE = 6
# Sections within sections; deeper ones are taken for what they stand in.
_DEEPEST = 30
# More pieces than a page can show are one with the last.
MAX_PIECES = 500


def divide(text: str, default: Part = Part.INSTRUCTIONS) -> tuple[list[Piece], Survey]:
    """Pieces that follow each other without a gap, each of another part than the one before."""
    found = survey(text)
    dividing = _Dividing(found, default)
    at = 0
    while at < len(found.lines):
        at = dividing.take(at)
    return dividing.pieces, found


class _Dividing:
    def __init__(self, found: Survey, default: Part) -> None:
        self.pieces: list[Piece] = []
        self._found = found
        self._lines = found.lines
        self._sections = [Section(default, "", -1)]
        # Last line that is not blank.
        self._before = ""
        self._after_blank = False

    @property
    def _section(self) -> Section:
        return self._sections[-1]

    @property
    def _is_free(self) -> bool:
        """Whether lines here may say themselves what they are: no section has said so."""
        return self._section.part is Part.INSTRUCTIONS or self._section.level < 0

    def take(self, at: int) -> int:
        """Puts the line at `at`, or the block that begins there, to its part; returns the line behind it."""
        line = self._lines[at]
        if not line.strip():
            self._after_blank = True
            return self._put_before(at)
        if self._section.part is Part.EXAMPLES and leaves_examples(self._found, at, self._before, self._after_blank):
            self._end_examples()
        end = self._take_mark(at, line) or self._take_block(at) or self._take_line(at, line)
        self._section.length += 1
        self._before, self._after_blank = self._lines[end - 1], False
        return end

    def _put(self, part: Part, at: int, end: int, title: str = "") -> int:
        title = title or (self._section.title if part is self._section.part else "")
        if self.pieces and (self.pieces[-1].part is part or len(self.pieces) >= MAX_PIECES):
            last = self.pieces.pop()
            is_lead = self._section.level == _LEAD
            titles = (title,) if not self._before else last.titles if is_lead else with_title(last.titles, title)
            self.pieces.append(Piece(last.part, titles, last.first, end))
        else:
            self.pieces.append(Piece(part, (title,), at, end))
        return end

    def _put_before(self, at: int) -> int:
        """Puts a line to what stands before it."""
        return self._put(self.pieces[-1].part if self.pieces else self._section.part, at, at + 1)

    def _pop_examples(self) -> None:
        while self._section.part is Part.EXAMPLES and not self._section.tag and len(self._sections) > 1:
            self._sections.pop()

    def _end_examples(self) -> None:
        """ "Return JSON: …" behind the examples stands under no heading of theirs."""
        self._pop_examples()
        if not self._section.tag:
            self._sections.append(Section(Part.INSTRUCTIONS, "", _LEAD))

    def _take_mark(self, at: int, line: str) -> int | None:
        if at in self._found.fence_end:
            return None
        if heading := marks.heading(line):
            level, words = heading
            if at == self._found.last_line and words.lower() in OUTPUTS:
                # "### Response:" at the end, for the model to go on.
                return self._put_before(at)
            self._close(level)
            self._open(part_of_heading(words), words, level)
            return self._put(self._section.part, at, at + 1)
        if (tag := marks.tag(line)) and (end := self._take_tag(tag, at, line)):
            return end
        if marks.is_separator(line):
            self._close(_LEAD)
            return self._put_before(at)
        return self._take_lead(at, line)

    def _close(self, level: int) -> None:
        while self._section.level >= level and not self._section.tag:
            self._sections.pop()

    def _open(self, part: Part | None, title: str, level: int, tag: str = "") -> None:
        """A section below the current one; what stands among examples is one, what no word explains is as above."""
        above = self._section.part
        if len(self._sections) > _DEEPEST:
            return
        if (above is Part.EXAMPLES and self._section.level >= 0) or (
            tag and self._section.tag and above is not Part.INSTRUCTIONS
        ):
            part = above
        self._sections.append(Section(part or above, title, level, tag))

    def _take_tag(self, tag: marks.Tag, at: int, line: str) -> int | None:
        if tag.closes:
            names = [section.tag for section in self._sections]
            if tag.name not in names:
                return None
            while self._section.tag != tag.name:
                self._sections.pop()
            self._put(self._section.part, at, at + 1)
            self._sections.pop()
            return at + 1
        closed_at = self._found.closed_at.get(tag.name, -1)
        if closed_at < at:
            return None
        self._close_leads()
        before = len(self._sections)
        self._open(part_of_name(tag.name), tag.name, 0, tag.name)
        self._put(self._section.part, at, at + 1)
        if f"</{tag.name}" in line.lower():
            del self._sections[before:]
        return at + 1

    def _close_leads(self) -> None:
        """A tag ends what a line with a colon began, but for examples, which may each stand in a tag."""
        if self._section.part is not Part.EXAMPLES:
            self._close(_LEAD)

    def _take_lead(self, at: int, line: str) -> int | None:
        if self._found.paired[at] or self._section.tag:
            return None
        part = lead_part(line)
        if part is None:
            return self._take_name(at, line)
        if not self._may_leave(part, line) or self._is_left_open(line):
            return None
        if self._section.part is Part.EXAMPLES and part is not Part.EXAMPLES:
            # "Now classify this ticket:" ends the examples, under whatever heading they stand.
            self._pop_examples()
        self._close(_LEAD)
        is_sentence = part in (Part.CONTEXT, Part.REQUEST) and len(line.split()) > _MOST_WORDS_BESIDE - 1
        # "Answer the question from the following context:" says what to do, and what comes.
        own = Part.INSTRUCTIONS if is_sentence and not is_behind_examples(self.pieces) else part
        self._sections.append(Section(part, line.strip(" \t\r\n*_:#")[:80], _LEAD))
        return self._put(own, at, at + 1)

    def _is_left_open(self, line: str) -> bool:
        """ "Output:" at the end of a request, for the model to go on."""
        label = marks.label(line)
        return self._section.part is Part.REQUEST and label is not None and not label.rest and label.name in OUTPUTS

    def _take_name(self, at: int, line: str) -> int | None:
        """ "Invoice:" above a placeholder is of its part."""
        below = at + 1
        if not self._is_free or len(line.split()) > 3 or not line.rstrip().endswith(":") or below >= len(self._lines):
            return None
        if below in self._found.fence_end:
            below += 1
        if below >= len(self._lines) or not self._is_placeholder(self._lines[below]):
            return None
        return self._put(self._part_of_placeholder(below), at, at + 1)

    def _may_leave(self, part: Part, line: str) -> bool:
        if self._is_free:
            return True
        hands_over = CUE.search(line) is not None
        if self._section.level == _LEAD and self._section.part is not Part.EXAMPLES:
            return hands_over or part is not Part.INSTRUCTIONS
        return hands_over and part is not self._section.part

    def _take_block(self, at: int) -> int | None:
        """A fenced block or one of JSON: what the line before it says, else a schema if it is JSON."""
        end = self._found.fence_end.get(at)
        is_fence = end is not None
        if end is None:
            end = self._found.block_end.get(at)
            line = self._lines[at].strip()
            if end is None or self._found.paired[at] or line.startswith("{%") or marks.placeholders(line):
                return None
        if not self._is_free:
            # It stays whole: a heading or tag within it is no mark.
            return self._put(self._section.part, at, end)
        first = self._lines[at + 1 if is_fence and end - at > 2 else at].lstrip()
        if marks.placeholders(first):
            first = ""
        part = lead_part(self._before) or part_of_heading(self._before if self._before.rstrip().endswith(":") else "")
        if part in (None, Part.INSTRUCTIONS):
            part = self._part_within(at, end, is_json=first[:1] in ("{", "[") or "json" in self._lines[at][:12].lower())
        return self._put(part or Part.INSTRUCTIONS, at, end)

    def _part_within(self, at: int, end: int, *, is_json: bool) -> Part | None:
        if any(self._found.paired[at:end]):
            return Part.EXAMPLES
        for line in range(at, end):
            if marks.placeholders(self._lines[line]) and not is_json:
                return self._part_of_placeholder(line)
        return Part.SCHEMA if is_json else None

    def _take_line(self, at: int, line: str) -> int:
        found = self._found
        if self._after_blank:
            self._end_lead_at_paragraph(at, line)
        if line.lstrip().startswith("{%"):
            return self._take_template(at, line)
        if at == found.pairs.open_at and not self._section.tag and not line.lstrip().startswith(("-", "*")):
            self._open_last_request(at)
        elif found.paired[at] and self._may_show_pair(line):
            return self._put(Part.EXAMPLES, at, at + 1, "Examples")
        elif self._is_placeholder(line) and (self._is_free or self._may_hold_request(at)):
            return self._put(self._part_of_placeholder(at), at, at + 1)
        elif self._is_free and not self._section.tag and is_example(line):
            return self._put(Part.EXAMPLES, at, at + 1)
        elif self._is_free and shows_json(line):
            return self._put(Part.SCHEMA, at, at + 1)
        elif self._is_free and not self._section.tag and (label := schema_label(line)):
            # It ends with its paragraph.
            self._close(_LEAD)
            self._sections.append(Section(Part.SCHEMA, label, _LEAD, length=1))
        return self._put(self._section.part, at, at + 1)

    def _take_template(self, at: int, line: str) -> int:
        """ "{% for example in examples %}" begins examples; what ends a loop belongs to what stands in it."""
        part = part_of_heading(line) if self._is_free else None
        return self._put_before(at) if part is None else self._put(part, at, at + 1)

    def _may_show_pair(self, line: str) -> bool:
        """Pairs end the schema before them; those in JSON end the context too, of which a transcript may be one."""
        ended = (Part.SCHEMA, Part.CONTEXT) if self._after_blank and line.startswith("{") else (Part.SCHEMA,)
        if self._section.level == _LEAD and self._section.part in ended:
            self._sections.pop()
        return self._is_free

    def _end_lead_at_paragraph(self, at: int, line: str) -> None:
        """What "Return these fields:" begins ends with its list, and examples end where no pair follows."""
        section = self._section
        if section.level != _LEAD or section.length < 2 or self._found.paired[at]:
            return
        if not line[:1].isalpha() or marks.label(line) is not None:
            return
        ends_examples = section.part is Part.EXAMPLES and at > 1 and self._found.paired[at - 2]
        if section.part is Part.SCHEMA or ends_examples:
            self._sections.pop()

    def _open_last_request(self, at: int) -> None:
        """ "Ticket: …" that nothing answers, behind the examples or at the end."""
        label = marks.label(self._lines[at])
        part = part_of_heading(label.name) if label else None
        if self._section.part in (Part.CONTEXT, Part.REQUEST) and self._section.level >= 0 and part is Part.CONTEXT:
            return
        while self._section.level >= 0 and self._section.part in (Part.EXAMPLES, Part.SCHEMA, Part.INSTRUCTIONS):
            self._sections.pop()
        kind = Part.CONTEXT if part is Part.CONTEXT else Part.REQUEST
        self._sections.append(Section(kind, label.name if label else "", _LEAD))

    def _is_placeholder(self, line: str) -> bool:
        return bool(marks.placeholders(line)) and marks.words_beside_placeholders(line) <= _MOST_WORDS_BESIDE

    def _may_hold_request(self, at: int) -> bool:
        """A placeholder for the request behind examples that no tag closes."""
        section = self._section
        if section.part is not Part.EXAMPLES or section.tag or self._found.paired[at]:
            return False
        return self._part_of_placeholder(at) is Part.REQUEST

    def _part_of_placeholder(self, at: int) -> Part:
        line = self._lines[at]
        label = marks.label(line)
        for part in (
            part_of_name(marks.placeholders(line)[-1]),
            part_of_heading(label.name) if label else None,
            lead_part(self._before),
        ):
            if part is not None:
                return part
        if label and label.name in INPUTS:
            return Part.REQUEST
        return Part.REQUEST if at == self._found.last_placeholder else Part.CONTEXT
