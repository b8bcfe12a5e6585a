SELECT meter.default_plan()
