-- 0.2.0 notes in the installation's table what made the functions of this schema. That table is made anew at each upgrade, with its new
-- columns. Two functions have other arguments now.
DROP FUNCTION IF EXISTS meter.write_down(), meter.take_back_defaults(regclass);
