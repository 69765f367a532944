"""Live chargers: each speaks OCPP to the CSMS of its own."""
