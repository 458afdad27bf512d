global using Lib.Inner;
