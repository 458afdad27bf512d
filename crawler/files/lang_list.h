/*
 * lang_list: every language once, in byte order of the names, which are linguist's:
 *
 *     LANG(id, name, syntax, words)
 *
 * A word is "*.x" for an extension (in lower case, but for .C and .H, which are C++ as compilers on Unix see them),
 * "#!x" for an interpreter without directory and version, "%x" for a mode of emacs or a file type of vim besides the
 * name itself, else a file name. A word stands at one language only; where several languages share an extension it
 * stands at the commonest, and lang_decide.c has the last word. Included with LANG defined: the one header here without
 * a guard.
 */
#ifndef LANG
#define LANG(id, name, syntax, words)
#endif

/* clang-format off: a table */
LANG(LANG_ACTIONSCRIPT, "ActionScript", &quoted_slashes_syntax, "*.as")
LANG(LANG_ADA, "Ada", &ada_syntax, "*.ada *.adb *.ads")
LANG(LANG_APEX, "Apex", &java_syntax, "*.apex *.trigger")
LANG(LANG_ARDUINO, "Arduino", &cpp_syntax, "*.ino")
LANG(LANG_ASCIIDOC, "AsciiDoc", &asciidoc_syntax, "*.adoc *.asciidoc *.asc %adoc")
LANG(LANG_ASSEMBLY, "Assembly", &asm_syntax, "*.asm *.s *.nasm *.a51 %asm %nasm %gas")
LANG(LANG_ASTRO, "Astro", &html_syntax, "*.astro")
LANG(LANG_AWK, "Awk", &awk_syntax, "*.awk *.gawk #!awk #!gawk #!mawk #!nawk")
LANG(LANG_BALLERINA, "Ballerina", &quoted_slashes_syntax, "*.bal")
LANG(LANG_BATCHFILE, "Batchfile", &batch_syntax, "*.bat *.cmd")
LANG(LANG_BITBAKE, "BitBake", &hash_syntax, "*.bb *.bbappend *.bbclass")
LANG(LANG_C, "C", &c_syntax, "*.c *.cats *.idc *.h")
LANG(LANG_CSHARP, "C#", &csharp_syntax, "*.cs *.csx *.cake %csharp %cs")
LANG(LANG_CPP, "C++", &cpp_syntax,
     "*.cpp *.cc *.cxx *.c++ *.hpp *.hh *.hxx *.h++ *.ipp *.tpp *.inl *.ixx *.cppm *.C *.H *.txx *.tcc "
     "%cpp %cxx")
LANG(LANG_CMAKE, "CMake", &cmake_syntax, "*.cmake CMakeLists.txt")
LANG(LANG_COBOL, "COBOL", &cobol_syntax, "*.cob *.cbl *.cobol *.cpy")
LANG(LANG_CSS, "CSS", &css_syntax, "*.css")
LANG(LANG_CSV, "CSV", NULL, "*.csv")
LANG(LANG_CAPN_PROTO, "Cap'n Proto", &hash_syntax, "*.capnp")
LANG(LANG_CLOJURE, "Clojure", &clojure_syntax, "*.clj *.cljs *.cljc *.edn *.boot #!bb #!clojure")
LANG(LANG_COFFEESCRIPT, "CoffeeScript", &coffee_syntax, "*.coffee *.cson *.iced #!coffee")
LANG(LANG_COMMON_LISP, "Common Lisp", &lisp_syntax,
     "*.lisp *.cl *.lsp *.asd #!sbcl #!clisp #!ccl #!ecl #!lisp %lisp %common-lisp")
LANG(LANG_CRYSTAL, "Crystal", &crystal_syntax, "*.cr #!crystal")
LANG(LANG_CUDA, "Cuda", &cpp_syntax, "*.cu *.cuh")
LANG(LANG_CYTHON, "Cython", &python_syntax, "*.pyx *.pxd *.pxi")
LANG(LANG_D, "D", &d_syntax, "*.di *.d #!rdmd")
LANG(LANG_DTRACE, "DTrace", &c_syntax, "")
LANG(LANG_DART, "Dart", &dart_syntax, "*.dart #!dart")
LANG(LANG_DIFF, "Diff", NULL, "*.diff *.patch")
LANG(LANG_DOCKERFILE, "Dockerfile", &hash_syntax, "*.dockerfile *.containerfile Dockerfile Containerfile")
LANG(LANG_EJS, "EJS", &ejs_syntax, "*.ejs *.ect")
LANG(LANG_EDITORCONFIG, "EditorConfig", &ini_syntax, ".editorconfig")
LANG(LANG_ELIXIR, "Elixir", &elixir_syntax, "*.ex *.exs #!elixir")
LANG(LANG_ELM, "Elm", &haskell_syntax, "*.elm")
LANG(LANG_EMACS_LISP, "Emacs Lisp", &elisp_syntax,
     "*.el *.emacs .emacs .emacs.desktop .spacemacs Cask %emacs-lisp %elisp %lisp-interaction")
LANG(LANG_ERLANG, "Erlang", &erlang_syntax, "*.erl *.hrl *.escript #!escript")
LANG(LANG_FSHARP, "F#", &fsharp_syntax, "*.fsx *.fsi *.fs")
LANG(LANG_FISH, "Fish", &fish_syntax, "*.fish #!fish")
LANG(LANG_FORTRAN, "Fortran", &fortran77_syntax, "*.f *.for *.ftn *.f77 *.fpp")
LANG(LANG_FORTRAN_FREE_FORM, "Fortran Free Form", &fortran_syntax, "*.f90 *.f95 *.f03 *.f08 %f90")
LANG(LANG_GAP, "GAP", &hash_syntax, "*.gap *.gi #!gap")
LANG(LANG_GDSCRIPT, "GDScript", &hash_triple_syntax, "*.gd3 *.gdscript *.gd")
LANG(LANG_GLSL, "GLSL", &c_syntax,
     "*.glsl *.vert *.frag *.geom *.tesc *.tese *.comp *.glslf *.glslv *.vsh *.fsh")
LANG(LANG_GEMFILE_LOCK, "Gemfile.lock", NULL, "Gemfile.lock")
LANG(LANG_GETTEXT_CATALOG, "Gettext Catalog", &hash_syntax, "*.po *.pot")
LANG(LANG_GHERKIN, "Gherkin", &hash_syntax, "*.feature")
LANG(LANG_GIT_ATTRIBUTES, "Git Attributes", &hash_syntax, ".gitattributes")
LANG(LANG_GIT_CONFIG, "Git Config", &ini_syntax, ".gitconfig .gitmodules %gitconfig")
LANG(LANG_GIT_REVISION_LIST, "Git Revision List", &hash_syntax, ".git-blame-ignore-revs")
LANG(LANG_GO, "Go", &go_syntax, "*.go #!gorun")
LANG(LANG_GO_CHECKSUMS, "Go Checksums", NULL, "go.sum go.work.sum")
LANG(LANG_GO_MODULE, "Go Module", &slash_syntax, "go.mod go.work")
LANG(LANG_GRADLE, "Gradle", &groovy_syntax, "*.gradle")
LANG(LANG_GRAPHQL, "GraphQL", &graphql_syntax, "*.graphql *.gql *.graphqls")
LANG(LANG_GROOVY, "Groovy", &groovy_syntax, "*.groovy *.grt *.gvy Jenkinsfile #!groovy %jenkinsfile")
LANG(LANG_HCL, "HCL", &hcl_syntax, "*.hcl *.tf *.tfvars *.nomad")
LANG(LANG_HLSL, "HLSL", &c_syntax, "*.hlsl *.hlsli *.fx *.cginc")
LANG(LANG_HTML, "HTML", &html_syntax, "*.html *.htm *.xhtml *.hta")
LANG(LANG_ERB, "HTML+ERB", &erb_syntax, "*.erb *.rhtml")
LANG(LANG_HANDLEBARS, "Handlebars", &handlebars_syntax, "*.hbs *.handlebars")
LANG(LANG_HASKELL, "Haskell", &haskell_syntax, "*.hs *.hsc #!runghc #!runhaskell #!runhugs #!stack")
LANG(LANG_HAXE, "Haxe", &quoted_slashes_syntax, "*.hx *.hxsl")
LANG(LANG_INI, "INI", &ini_syntax,
     "*.ini *.cfg *.prefs *.lektorproject *.dof .flake8 .pylintrc .npmrc .coveragerc pylintrc "
     "buildozer.spec %dosini %conf-unix")
LANG(LANG_IGNORE_LIST, "Ignore List", &hash_syntax,
     ".gitignore .dockerignore .npmignore .eslintignore .prettierignore .hgignore .ignore .rgignore "
     ".vscodeignore .stylelintignore .helmignore .cvsignore .fdignore")
LANG(LANG_JSON, "JSON", NULL,
     "*.json *.geojson *.webmanifest *.har *.avsc *.topojson *.jsonl *.ndjson *.mcmeta *.tfstate "
     ".watchmanconfig composer.lock flake.lock Pipfile.lock .all-contributorsrc .arcconfig .tern-project "
     "mcmod.info deno.lock")
LANG(LANG_JSON_WITH_COMMENTS, "JSON with Comments", &json_syntax,
     "*.jsonc *.code-workspace *.sublime-settings *.sublime-project *.code-snippets tsconfig.json "
     "jsconfig.json .babelrc .eslintrc.json .jshintrc .jscsrc .swcrc devcontainer.json tslint.json "
     "api-extractor.json language-configuration.json .jslintrc .devcontainer.json")
LANG(LANG_JSON5, "JSON5", &json_syntax, "*.json5")
LANG(LANG_JAVA, "Java", &java_syntax, "*.java *.jav")
LANG(LANG_JAVA_PROPERTIES, "Java Properties", &properties_syntax, "*.properties")
LANG(LANG_JAVA_SERVER_PAGES, "Java Server Pages", &jsp_syntax, "*.jsp *.tag")
LANG(LANG_JAVASCRIPT, "JavaScript", &js_syntax,
     "*.js *.mjs *.cjs *.jsx *.es6 *.jsm *.jsb *.jake Jakefile #!node #!nodejs #!js #!gjs #!rhino #!d8 "
     "#!qjs %js %js2 %node")
LANG(LANG_JINJA, "Jinja", &jinja_syntax, "*.j2 *.jinja *.jinja2")
LANG(LANG_JSONNET, "Jsonnet", &thrift_syntax, "*.jsonnet *.libsonnet")
LANG(LANG_JULIA, "Julia", &julia_syntax, "*.jl #!julia")
LANG(LANG_JUPYTER_NOTEBOOK, "Jupyter Notebook", NULL, "*.ipynb")
LANG(LANG_JUST, "Just", &hash_syntax, "*.just justfile Justfile .justfile #!just")
LANG(LANG_KCONFIG, "Kconfig", &hash_syntax, "Kconfig")
LANG(LANG_KOTLIN, "Kotlin", &kotlin_syntax, "*.kt *.kts *.ktm #!kotlin")
LANG(LANG_LLVM, "LLVM", &semicolon_syntax, "*.ll")
LANG(LANG_LESS, "Less", &scss_syntax, "*.less")
LANG(LANG_LEX, "Lex", &c_syntax, "*.lex *.flex *.l")
LANG(LANG_LINKER_SCRIPT, "Linker Script", &linker_syntax, "*.ld *.lds *.x")
LANG(LANG_LUA, "Lua", &lua_syntax, "*.lua *.nse *.rockspec *.luau *.pd_lua *.wlua #!lua #!luajit #!luau")
LANG(LANG_M4, "M4", &m4_syntax, "*.m4")
LANG(LANG_M4SUGAR, "M4Sugar", &m4_syntax, "*.ac *.at configure.ac %autoconf")
LANG(LANG_MATLAB, "MATLAB", &matlab_syntax, "*.matlab")
LANG(LANG_MDX, "MDX", &xml_syntax, "*.mdx")
LANG(LANG_MAKEFILE, "Makefile", &make_syntax,
     "*.mk *.mak *.make *.am Makefile makefile GNUmakefile BSDmakefile Kbuild Makefile.am Makefile.in "
     "Makefile.inc mkfile #!make #!gmake %make %makefile-gmake %automake")
LANG(LANG_MARKDOWN, "Markdown", &xml_syntax,
     "*.md *.markdown *.mdown *.mkd *.mkdn *.mkdown *.ronn *.livemd contents.lr %md %gfm")
LANG(LANG_MESON, "Meson", &meson_syntax, "*.meson meson.build meson_options.txt")
LANG(LANG_MUSTACHE, "Mustache", &mustache_syntax, "*.mustache")
LANG(LANG_NIM, "Nim", &nim_syntax, "*.nim *.nims *.nimble #!nim")
LANG(LANG_NINJA, "Ninja", &hash_syntax, "*.ninja")
LANG(LANG_NIX, "Nix", &nix_syntax, "*.nix #!nix-shell")
LANG(LANG_OCAML, "OCaml", &ocaml_syntax, "*.ml *.mli *.mll *.mly *.eliom #!ocaml #!ocamlrun")
LANG(LANG_OBJECTIVE_C, "Objective-C", &c_syntax, "*.m %objc")
LANG(LANG_OBJECTIVE_CPP, "Objective-C++", &cpp_syntax, "*.mm")
LANG(LANG_OPENCL, "OpenCL", &c_syntax, "*.opencl")
LANG(LANG_ORG, "Org", &hash_syntax, "*.org")
LANG(LANG_PHP, "PHP", &php_page_syntax, "*.php *.php3 *.php4 *.php5 *.phtml *.phps *.phpt *.ctp #!php")
LANG(LANG_PASCAL, "Pascal", &pascal_syntax, "*.pas *.dpr *.lpr *.dpk *.dfm")
LANG(LANG_PERL, "Perl", &perl_syntax,
     "*.pm *.pod *.psgi *.plx *.ph *.perl *.al *.pl *.t cpanfile Makefile.PL Rexfile ack .latexmkrc "
     "latexmkrc #!perl %cperl")
LANG(LANG_POWERSHELL, "PowerShell", &powershell_syntax, "*.ps1 *.psm1 *.psd1 #!pwsh #!powershell")
LANG(LANG_PROGUARD, "Proguard", &hash_syntax, "proguard-rules.pro")
LANG(LANG_PROLOG, "Prolog", &prolog_syntax, "*.prolog *.yap #!swipl")
LANG(LANG_PROTOCOL_BUFFER, "Protocol Buffer", &quoted_slashes_syntax, "*.proto")
LANG(LANG_PUG, "Pug", &slash_syntax, "*.pug *.jade")
LANG(LANG_PUPPET, "Puppet", &hash_syntax, "*.pp")
LANG(LANG_PURESCRIPT, "PureScript", &haskell_syntax, "*.purs")
LANG(LANG_PYTHON, "Python", &python_syntax,
     "*.py *.pyi *.pyw *.pyp *.py3 *.wsgi *.gyp *.gypi *.xsh *.smk *.rpy *.tac SConstruct SConscript "
     "wscript DEPS .gclient Snakefile #!python #!pypy #!jython #!uv %py %python3")
LANG(LANG_QML, "QML", &js_syntax, "*.qml *.qbs")
LANG(LANG_QMAKE, "QMake", &hash_syntax, "*.pri *.pro")
LANG(LANG_R, "R", &r_syntax, "*.rd *.rsx *.r .Rprofile #!Rscript %ess-r")
LANG(LANG_RPM_SPEC, "RPM Spec", &hash_syntax, "*.spec")
LANG(LANG_RACKET, "Racket", &lisp_syntax, "*.rkt *.rktd *.rktl *.scrbl #!racket")
LANG(LANG_RAKU, "Raku", &hash_syntax, "*.raku *.rakumod *.p6 *.pl6 *.pm6 *.rakutest #!raku #!perl6 #!rakudo")
LANG(LANG_ROCQ_PROVER, "Rocq Prover", &ocaml_syntax, "")
LANG(LANG_ROFF, "Roff", &roff_syntax, "*.man *.mdoc *.roff *.tmac *.nroff *.1m *.3x *.3pm %nroff %groff")
LANG(LANG_RUBY, "Ruby", &ruby_syntax,
     "*.rb *.rake *.gemspec *.ru *.rbw *.podspec *.jbuilder *.thor *.rbi *.builder *.rabl Gemfile "
     "Rakefile Vagrantfile Podfile Guardfile Capfile Brewfile Fastfile Appfile Dangerfile Thorfile "
     "Berksfile .irbrc .pryrc Steepfile Deliverfile Matchfile Snapfile #!ruby #!jruby #!rake #!macruby "
     "#!rbx %rb %enh-ruby")
LANG(LANG_RUST, "Rust", &rust_syntax, "*.rs")
LANG(LANG_SCSS, "SCSS", &scss_syntax, "*.scss")
LANG(LANG_SQL, "SQL", &sql_syntax, "*.sql *.ddl *.pls *.pck *.plsql *.tsql *.prc")
LANG(LANG_SVG, "SVG", &xml_syntax, "*.svg")
LANG(LANG_SASS, "Sass", &scss_syntax, "*.sass")
LANG(LANG_SCALA, "Scala", &kotlin_syntax, "*.scala *.sbt *.kojo #!scala")
LANG(LANG_SCHEME, "Scheme", &lisp_syntax, "*.scm *.ss *.sld *.sps #!guile #!gosh #!csi #!chicken #!scheme")
LANG(LANG_SHELL, "Shell", &shell_syntax,
     "*.sh *.bash *.zsh *.ksh *.ebuild *.eclass *.bats *.command *.tool .bashrc .bash_profile "
     ".bash_logout .bash_aliases .profile .zshrc .zshenv .zprofile .zlogin PKGBUILD APKBUILD .envrc "
     ".login gradlew mvnw .kshrc #!sh #!bash #!dash #!zsh #!ksh #!ash #!mksh #!rbash #!busybox #!bats "
     "%sh %bash %zsh %ksh %shell-script")
LANG(LANG_SMALLTALK, "Smalltalk", NULL, "*.st")
LANG(LANG_SOLIDITY, "Solidity", &quoted_slashes_syntax, "*.sol")
LANG(LANG_STANDARD_ML, "Standard ML", &ocaml_syntax, "*.sml *.sig *.fun")
LANG(LANG_STARLARK, "Starlark", &python_syntax,
     "*.bzl *.star BUILD BUILD.bazel WORKSPACE WORKSPACE.bazel MODULE.bazel BUCK Tiltfile")
LANG(LANG_STYLUS, "Stylus", &scss_syntax, "*.styl *.stylus")
LANG(LANG_SVELTE, "Svelte", &html_syntax, "*.svelte")
LANG(LANG_SWIFT, "Swift", &swift_syntax, "*.swift #!swift")
LANG(LANG_SYSTEMVERILOG, "SystemVerilog", &verilog_syntax, "*.sv *.svh *.vh")
LANG(LANG_TOML, "TOML", &hash_triple_syntax,
     "*.toml Cargo.lock poetry.lock Pipfile uv.lock pdm.lock Gopkg.lock Cargo.toml.orig")
LANG(LANG_TSV, "TSV", NULL, "*.tsv *.tab")
LANG(LANG_TSX, "TSX", &js_syntax, "*.tsx")
LANG(LANG_TCL, "Tcl", &hash_syntax, "*.tcl *.tk *.itk *.adp *.tm #!tclsh #!wish #!expect #!jimsh")
LANG(LANG_TEX, "TeX", &tex_syntax,
     "*.tex *.sty *.bib *.ltx *.dtx *.ins *.aux *.bbx *.cbx *.cls %latex %plaintex")
LANG(LANG_TEXT, "Text", NULL,
     "*.txt *.text LICENSE COPYING README INSTALL NEWS AUTHORS CHANGELOG COPYRIGHT CONTRIBUTORS "
     "MAINTAINERS TODO NOTICE HACKING COPYING.LESSER LICENSE.mysql README.1ST README.me README.mysql "
     "README.nss click.me delete.me keep.me package.mask package.use.mask package.use.stable.mask "
     "read.me readme.1st test.me use.mask use.stable.mask")
LANG(LANG_TEXTILE, "Textile", NULL, "*.textile")
LANG(LANG_THRIFT, "Thrift", &thrift_syntax, "*.thrift")
LANG(LANG_TWIG, "Twig", &jinja_syntax, "*.twig")
LANG(LANG_TYPESCRIPT, "TypeScript", &js_syntax, "*.mts *.cts *.ts #!deno #!bun #!ts-node #!tsx %ts")
LANG(LANG_V, "V", &go_syntax, "#!v")
LANG(LANG_VHDL, "VHDL", &vhdl_syntax, "*.vhdl *.vhd *.vho")
LANG(LANG_VALA, "Vala", &java_syntax, "*.vala *.vapi")
LANG(LANG_VERILOG, "Verilog", &verilog_syntax, "*.veo *.v")
LANG(LANG_VIM_SCRIPT, "Vim Script", &vim_syntax,
     "*.vim *.vimrc *.vmb .vimrc .gvimrc vimrc _vimrc .nvimrc gvimrc nvimrc .exrc %vim")
LANG(LANG_VISUAL_BASIC_NET, "Visual Basic .NET", &basic_syntax, "*.vb *.vbhtml")
LANG(LANG_VISUAL_BASIC_6_0, "Visual Basic 6.0", &basic_syntax, "*.frm *.bas *.ctl")
LANG(LANG_VUE, "Vue", &html_syntax, "*.vue")
LANG(LANG_WEBASSEMBLY, "WebAssembly", &wat_syntax, "*.wat *.wast")
LANG(LANG_WEBASSEMBLY_INTERFACE_TYPE, "WebAssembly Interface Type", &quoted_slashes_syntax, "*.wit")
LANG(LANG_XML, "XML", &xml_syntax,
     "*.xml *.xsd *.wsdl *.xaml *.csproj *.vbproj *.fsproj *.vcxproj *.props *.targets *.nuspec *.resx "
     "*.ui *.rng *.xlf *.xliff *.rss *.rdf *.dtml *.plist *.storyboard *.xib *.wsf *.gml *.kml *.iml "
     "*.ant .classpath .project .cproject web.config app.config nuget.config packages.config Web.config "
     "App.config NuGet.config %nxml %sgml")
LANG(LANG_XSLT, "XSLT", &xml_syntax, "*.xsl *.xslt")
LANG(LANG_YAML, "YAML", &hash_syntax,
     "*.yml *.yaml *.sublime-syntax *.clang-format *.clang-tidy .clang-format .clang-tidy .clangd .gemrc "
     "CITATION.cff glide.lock yarn.lock pixi.lock .prettierrc %yml")
LANG(LANG_YACC, "Yacc", &c_syntax, "*.y *.yacc *.yy")
LANG(LANG_ZIG, "Zig", &zig_syntax, "*.zig *.zon")
LANG(LANG_ZIMPL, "Zimpl", &hash_syntax, "*.zimpl")
LANG(LANG_DESKTOP, "desktop", &hash_syntax, "*.desktop")
LANG(LANG_RESTRUCTUREDTEXT, "reStructuredText", NULL, "*.rst *.rest %rst")
