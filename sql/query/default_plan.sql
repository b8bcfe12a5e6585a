SELECT p.plan, p.markup FROM meter.plans p WHERE p.plan = meter.default_plan()
