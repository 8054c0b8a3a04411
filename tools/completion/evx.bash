# bash completion of evx. Commands and options are those that the installed evx tells of in its help.

_evx_commands() { "$1" help 2>/dev/null | sed -n 's/^  \([a-z]\{1,\}\)  .*/\1/p'; }
_evx_options() { "$1" help "$2" 2>/dev/null | awk -F '   *' '/^  -/ { print $2 }' | grep -oE -e '--[a-z][a-z-]*'; }
_evx_tasks() { "$1" help "$2" 2>/dev/null | sed -n "/^$/q;s/^\(usage:\)\{0,1\} *evx $2 \([a-z]\{1,\}\) .*/\2/p"; }

_evx() {
  local evx=${COMP_WORDS[0]} word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]}
  local choices=
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    choices=$(_evx_commands "$evx")
  elif [ "$before" = --format ] && [ "$command" = extract ]; then
    choices="json jsonl flat text html"
  elif [ "$before" = --format ] && [ "$command" = eval ]; then
    choices="text json"
  elif [ "$before" = --offsets ]; then
    choices="byte codepoint utf16"
  elif [ "$before" = --color ]; then
    choices="auto always never"
  elif [ "$before" = --to ]; then
    choices="jsonl flat csv sqlite ical"
  elif [ "$before" = --part ]; then
    choices="rules check"
  elif [ "${word#-}" != "$word" ]; then
    choices=$(_evx_options "$evx" "$command")
  elif [ "$COMP_CWORD" -eq 2 ] && [ "$command" = help ]; then
    choices=$(_evx_commands "$evx")
  elif [ "$COMP_CWORD" -eq 2 ]; then
    choices=$(_evx_tasks "$evx" "$command")
  fi
  if [ -n "$choices" ]; then
    mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$word")
  else
    mapfile -t COMPREPLY < <(compgen -f -- "$word")
  fi
}
complete -o filenames -F _evx evx
