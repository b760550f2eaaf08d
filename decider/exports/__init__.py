"""STEP 6: a decision as PDF, Markdown and JSON. Reads the snapshot and the trail, computes nothing.

The way of the data: `trail.read_trail` + the snapshot → `report_data.report_data` (every sentence and
figure as text) → `pdf.render_pdf` (typst, `report/`) or `markdown.render_markdown`.
"""
