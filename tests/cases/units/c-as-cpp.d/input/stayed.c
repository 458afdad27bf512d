/* One slip of the pen; C++ would stumble over the names. */
struct object { int class, private, new; };

static int sum(struct object *this)
{
    int class = this->class, new = this->new;
    int private = this->private;
    return class + private + new;
}

static int other(struct object *template)
{
    int typename = template->class, delete = template->new;
    return typename ? delete : slip::pen;
}
