#!/usr/bin/env python3
"""Writes a C++ program of a document to a file.

usage: extract.py DOCUMENT NUMBER FILE      NUMBER counts the programs of the document, from 0
"""

import sys

import documents

if __name__ == "__main__":
    document, number, path = sys.argv[1:]
    program = [b for b in documents.blocks(document) if not b.preamble][int(number)]
    with open(path, "w", encoding="utf-8") as file:
        file.write(f'#line {program.line} "{program.path}"\n{program.text}')
