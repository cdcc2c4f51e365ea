// A thread of the SQL child process: ends the process when it grows too large, which SQLite as built into Node does not
// do by itself (its memory statistics are off, so its heap limit has no effect).
const MAX_BYTES = 400 * 1024 * 1024;

setInterval(() => {
  if (process.memoryUsage.rss() > MAX_BYTES) process.kill(process.pid, "SIGKILL");
}, 25);
