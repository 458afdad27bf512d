use core_lib::text;
