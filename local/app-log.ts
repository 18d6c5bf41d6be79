import { appendFileSync } from 'node:fs';

const kept = 40;

/** The application's log: to a file, and its last lines for whoever asks why it ended. */
export const openAppLog = (file: string, echo: ((line: string) => void) | undefined) => {
  const last: string[] = [];
  return {
    write: (line: string): void => {
      last.push(line);
      if (last.length > kept) last.shift();
      appendFileSync(file, `${line}\n`);
      echo?.(line);
    },
    tail: (): string => last.join('\n'),
  };
};
