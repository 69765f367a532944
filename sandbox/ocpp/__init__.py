"""OCPP-J on the wire, for either end of a connection."""
