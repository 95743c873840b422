"""The judged results, their only writer, the facts they rest on, their words."""
