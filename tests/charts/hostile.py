"""Names as people may type them, some of them hoping that a chart runs or breaks on them."""

NAMES = {
    "markup": '<script>alert(1)</script><img src=x onerror="alert(1)">',
    "link": '<a href="javascript:alert(1)">click</a>',
    "entities": "R&D &lt;b&gt; \"quoted\" 'single' `tick`",
    "end of SVG": "]]></text></svg><foreignObject>",
    "template": "%{x} {{7*7}} ${7*7} datum.x {$label}",
    "right to left": "تصنيف التذاكر — סיווג",
    "override": "safe\u202etxt.exe\u2066",
    "emoji": "Triage 👩‍💻🏳️‍🌈 e\u0301",
    "control": "two\nlines\tand\x00nul\x1b[31m",
    "lone surrogate": "half \ud83d character",
    "long": "very long name " * 40,
    "one long word": "x" * 500,
    "empty": "",
    "spaces": "   ",
}
