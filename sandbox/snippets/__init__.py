"""Kept requests as code that sends them again: with curl, and with the official SDKs.

asked.py         what a request asked, without its secrets
releases.py      which call of which release sends it: tables in releases/
arguments.py     what the call is given
python_values.py values as Python writes them, with the models of a release
layout.py        code in lines of a bounded length
notes.py         what is to be said besides the code
curl.py, python.py, typescript.py     the code
snippets.py      all three of a request
"""
