"""Two vocabularies of plugs: that of the catalog (`Type2`) and that of OCPI (`IEC_62196_T2`)."""

_STANDARDS = {
    "Type1": "IEC_62196_T1",
    "Type2": "IEC_62196_T2",
    "CCS1": "IEC_62196_T1_COMBO",
    "CCS2": "IEC_62196_T2_COMBO",
    "CHAdeMO": "CHADEMO",
    "NACS": "SAE_J3400",
}

# Before OCPI 2.3 knew SAE J3400, the plug was that of one maker.
_PLUGS = {
    **{name.casefold(): plug for plug, standard in _STANDARDS.items() for name in (plug, standard)},
    "tesla_s": "NACS",
}


def plug_type(name: str) -> str:
    """Return the catalog's name of a plug; one that nobody knows stays as it is."""
    return _PLUGS.get(name.casefold(), name)


def ocpi_standard(name: str) -> str:
    """Return OCPI's name of a plug; one that nobody knows stays as it is."""
    return _STANDARDS.get(plug_type(name), name)
