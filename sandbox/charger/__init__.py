"""A charger simulated without I/O: commands, CSMS requests and time in; a new state and OCPP-J frames out.

machine                     `Simulation`: drives scripts against a link and keeps the frames
├── commands/               the REST commands: driver, faults, remote, storage, power; `table` lists them
├── csms_requests           requests of a CSMS: requests16, requests201, common_requests, triggers,
│   │                       device_model, reports
│   ├── operations          does what they ask
│   └── firmware, uploads   `transfers` that take their time
├── smart_charging          charging profiles: profile_requests16, profile_requests201, profile_payloads
├── schedule                what time brings: deadlines and periodic messages
├── dialect                 what a version must be able to say: ocpp16, ocpp201 (events201)
├── sessions, runtime       ends of sessions, boots and reboots
├── authorization           local_list, cache, CSMS
├── links                   the other end of the line: `Loopback`
└── station                 state + hardware + now, the hand that scripts write with
    ├── composite           what charging profiles allow, at an instant and over time
    └── state               the facts; status, meter, configuration derive the rest

A script is a generator: it yields a `Call`, is sent the CSMS's reply, and changes facts in between. Nothing
here knows whether the reply came from the same process or from a socket.
"""
