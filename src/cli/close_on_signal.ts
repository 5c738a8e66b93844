const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Opens something that must be closed even when the command is stopped: a signal closes it, and only then ends the
 * process as it would have. A signal that comes while it is being opened waits for that.
 */
export async function closeOnSignal<T extends { close(): Promise<void> }>(
  open: () => Promise<T>,
): Promise<T> {
  const opening = open();
  const stop = (signal: NodeJS.Signals) => {
    detach();
    opening
      .then((opened) => opened.close())
      .catch(() => undefined)
      .finally(() => process.kill(process.pid, signal));
  };
  const detach = () => {
    for (const signal of SIGNALS) process.removeListener(signal, stop);
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  try {
    const opened = await opening;
    return {
      ...opened,
      close: async () => {
        try {
          await opened.close();
        } finally {
          detach();
        }
      },
    };
  } catch (error) {
    detach();
    throw error;
  }
}
