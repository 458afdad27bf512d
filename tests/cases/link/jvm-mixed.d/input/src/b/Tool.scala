package b

import a.Base
import a.{Kt, Missing => M}
import scala.collection.mutable

object Tool { def run = new Base() }
