<?php
# cbcrawl:ignore php/x
f(); // cbcrawl:ignore php/y ?>
