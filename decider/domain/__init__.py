"""The pure core: no Django, no database, no clock. Frozen dataclasses in, frozen dataclasses out.

Money is `Decimal`; prices are $ per 1 M tokens; volume is calls per month; tokens are per call;
latency is in milliseconds; a month has 730 hours.
"""
