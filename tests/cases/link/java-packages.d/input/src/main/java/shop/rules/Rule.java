package shop.rules;

class Rule { }
class Extra { }
