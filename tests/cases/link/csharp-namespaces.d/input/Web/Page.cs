using System;
using System.Collections.Generic;
using Acme.Core;
using static Acme.Core.Money.Price;
using Cart = Acme.Core.Cart;
using Newtonsoft.Json;

namespace Acme.Web;

class Page { }
