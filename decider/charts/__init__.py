"""Charts: `content.py` says what each chart shows, once; `plotly_figures.py` draws it on pages, `vega_svg.py` on paper.

The way of the data: an assessment's `charts` → `content` (finding, lines, marks, table) → a figure or an SVG.
"""
