#!/bin/sh
echo $1
rm -rf $x/*
