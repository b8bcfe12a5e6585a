UPDATE meter.installation SET rules_version = rules_version + 1
