package shop;

class Audit { }
