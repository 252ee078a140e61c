"""The ground floor: policies, transitions, hook points, ports. No tables and no knowledge of any feature."""
