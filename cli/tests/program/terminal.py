"""Runs a command on a new pseudo-terminal and types answers as a person would.

Arguments: a JSON list of answers, then the command. Each answer is typed when the screen shows
another "assword" prompt; one that is a number is a signal, sent instead. Prints JSON: what the
screen showed, how the command ended, and whether the terminal still echoes afterwards.
"""

import json, os, pty, select, sys, termios, time

answers = json.loads(sys.argv[1])
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])

screen, prompts, deadline = b"", 0, time.monotonic() + 60
attributes = termios.tcgetattr(terminal)
while time.monotonic() < deadline:
    ready, _, _ = select.select([terminal], [], [], 0.05)
    if ready:
        try:
            chunk = os.read(terminal, 65536)
        except OSError:  # the other side is closed
            break
        if not chunk:
            break
        screen += chunk
    hidden = not termios.tcgetattr(terminal)[3] & termios.ECHO
    # A prompt is ready for an answer when it ends in ": " and the echo is off.
    if hidden and screen.endswith(b": ") and prompts < len(answers):
        answer = answers[prompts]
        if isinstance(answer, int):
            os.kill(pid, answer)
        else:
            os.write(terminal, answer.encode())
        prompts += 1
        screen += b"<typed>"
try:
    attributes = termios.tcgetattr(terminal)
except termios.error:
    pass
_, status = os.waitpid(pid, 0)
print(json.dumps({
    "screen": screen.decode("utf-8", "replace"),
    "prompts": prompts,
    "echo": bool(attributes[3] & termios.ECHO),
    "code": os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
    "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else None,
}))
