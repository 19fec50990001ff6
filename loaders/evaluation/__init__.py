"""Evaluation: pages and what they say in; how well extraction reads them out, by relation, language, rule and page.

    gold files, review files ─▶ pages.py      what each page says (``Expected``)
    extraction               ─▶ scoring.py    found, missed and false, by ``matching.py``
                                by_rule.py    which rule gains and which one costs
                                calibration.py  how often each rule is right, and whether confidence says so

Nothing is printed or published here; one file is written, the table of confidence that extraction reads.
"""
