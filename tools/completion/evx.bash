# bash completion of evx

_evx() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]} options
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    mapfile -t COMPREPLY < <(compgen -W "extract explain tokens rules eval schema version licenses help" -- "$word")
    return
  fi
  case $before in
  --format)
    [ "$command" = eval ] && options="text json" || options="json jsonl flat text html"
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
    return
    ;;
  --offsets) mapfile -t COMPREPLY < <(compgen -W "byte codepoint utf16" -- "$word"); return ;;
  --color) mapfile -t COMPREPLY < <(compgen -W "auto always never" -- "$word"); return ;;
  --part) mapfile -t COMPREPLY < <(compgen -W "rules check" -- "$word"); return ;;
  --date | --at | --rule) return ;;
  esac
  case $command in
  extract) options="--date --dmy --mdy --format --pretty --offsets --pack --gazetteer --no-builtin --color --quiet --help" ;;
  explain) options="--at --rule --pack --gazetteer --no-builtin --color --quiet --help" ;;
  tokens) options="--pack --no-builtin --quiet --help" ;;
  rules) options="--werror --cover --write --check --pack --gazetteer --no-builtin --quiet --help" ;;
  eval) options="--part --errors --rules --no-date --strict --format --against --records --write-confidence --pack --gazetteer --no-builtin --quiet --help" ;;
  schema) options="--warnings --pack --no-builtin --quiet --help" ;;
  version) options="--help" ;;
  licenses) options="--help" ;;
  help) mapfile -t COMPREPLY < <(compgen -W "extract explain tokens rules eval schema version licenses" -- "$word"); return ;;
  esac
  if [ "$command" = rules ] && [ "$COMP_CWORD" -eq 2 ]; then
    mapfile -t COMPREPLY < <(compgen -W "check test fmt list profile" -- "$word")
  elif [ "${word#-}" != "$word" ]; then
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
  else
    mapfile -t COMPREPLY < <(compgen -f -- "$word")
  fi
}
complete -o filenames -F _evx evx
