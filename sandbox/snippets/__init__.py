"""Kept requests as code that sends them again: with curl, and with the official SDKs.

asked.py         what a request asked, without its secrets
releases.py      which call of which release sends it: tables in releases/
arguments.py     what the call is given
layout.py        code in lines of a bounded length
curl.py, python.py, typescript.py     the code
snippets.py      all three of a request
"""
