SELECT write_down();
