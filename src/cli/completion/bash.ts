import type { DescribedCommand, Offer } from "./described_command.ts";

/**
 * Completion for bash, from 3.2 on, which macOS has. Words are offered where the command line says which there are;
 * files and folders where it takes them; nothing where a text is free.
 */
export function bashCompletion(program: DescribedCommand): string {
  const paths = pathsOf(program, "");
  const cases = (line: (command: DescribedCommand, path: string) => readonly string[]) =>
    paths.flatMap(({ path, command }) => line(command, path)).map((text) => `    ${text}`);
  return `# bash completion of supawarden. Load it with: source <(supawarden completion bash)

# Sets words: the commands below a command.
__supawarden_commands() {
  case "$1" in
${cases(({ commands }, path) => (commands.length === 0 ? [] : [`"${path}") words="${names(commands)}" ;;`])).join("\n")}
    *) words="" ;;
  esac
}

# Sets words: the flags of a command.
__supawarden_flags() {
  case "$1" in
${cases(({ flags }, path) => [`"${path}") words="${flags.flatMap((flag) => flag.names).join(" ")}" ;;`]).join("\n")}
    *) words="" ;;
  esac
}

# Sets value: what a flag of a command takes, and many: whether it takes several.
__supawarden_value() {
  many=""
  case "$1 $2" in
${cases(({ flags }, path) =>
  flags.flatMap((flag) =>
    flag.value === undefined
      ? []
      : [
          `${flag.names.map((name) => `"${path} ${name}"`).join(" | ")}) value="${offerText(flag.value)}"${flag.many ? ' many="yes"' : ""} ;;`,
        ],
  ),
).join("\n")}
    *) value="" ;;
  esac
}

# Sets value: what a command takes where no flag stands.
__supawarden_argument() {
  case "$1" in
${cases(({ argument }, path) => (argument === undefined ? [] : [`"${path}") value="${offerText(argument)}" ;;`])).join("\n")}
    *) value="" ;;
  esac
}

# Sets COMPREPLY: what a value can be. $1 value, $2 what is typed of it, $3 what stands before it in the same word.
__supawarden_offer() {
  local line
  case "$1" in
    @file | @folder)
      compopt -o filenames 2>/dev/null
      while IFS= read -r line; do COMPREPLY+=("$3$line"); done < <(
        if [ "$1" = @file ]; then compgen -f -- "$2"; else compgen -d -- "$2"; fi
      )
      ;;
    @text) ;;
    *) COMPREPLY=($(compgen -P "$3" -W "$1" -- "$2")) ;;
  esac
}

_supawarden() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" path="" pending="" several="" word words value many at
  COMPREPLY=()
  for ((at = 1; at < COMP_CWORD; at++)); do
    word="\${COMP_WORDS[at]}"
    # Bash parts --flag=value into three words.
    if [ "$word" = "=" ]; then continue; fi
    case "$word" in
      -*)
        pending="" several=""
        __supawarden_value "$path" "\${word%%=*}"
        if [ -n "$value" ] && [ "$word" = "\${word%%=*}" ]; then pending="$word" several="$many"; fi
        ;;
      *)
        if [ -n "$pending" ]; then
          if [ -z "$several" ]; then pending=""; fi
          continue
        fi
        __supawarden_commands "$path"
        case " $words " in *" $word "*) path="$path $word" ;; esac
        ;;
    esac
  done
  if [ "$cur" = "=" ]; then cur=""; fi
  case "$cur" in
    --*=*)
      __supawarden_value "$path" "\${cur%%=*}"
      __supawarden_offer "$value" "\${cur#*=}" "\${cur%%=*}="
      return
      ;;
  esac
  if [ -n "$pending" ] && { [ -z "$several" ] || [ "\${cur#-}" = "$cur" ]; }; then
    __supawarden_value "$path" "$pending"
    __supawarden_offer "$value" "$cur" ""
    return
  fi
  case "$cur" in
    -*)
      __supawarden_flags "$path"
      COMPREPLY=($(compgen -W "$words" -- "$cur"))
      return
      ;;
  esac
  __supawarden_commands "$path"
  __supawarden_argument "$path"
  if [ -n "$value" ]; then __supawarden_offer "$value" "$cur" ""; fi
  if [ -n "$words" ]; then COMPREPLY+=($(compgen -W "$words" -- "$cur")); fi
}

complete -F _supawarden supawarden
`;
}

interface PlacedCommand {
  /** The words that lead to it, each with a blank before it. */
  readonly path: string;
  readonly command: DescribedCommand;
}

function pathsOf(command: DescribedCommand, path: string): readonly PlacedCommand[] {
  return [{ path, command }, ...command.commands.flatMap((inner) => pathsOf(inner, `${path} ${inner.name}`))];
}

function names(commands: readonly DescribedCommand[]): string {
  return commands.map(({ name }) => name).join(" ");
}

function offerText(offer: Offer): string {
  return offer.kind === "words" ? offer.words.join(" ") : `@${offer.kind}`;
}
