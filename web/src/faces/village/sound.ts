/** The sounds of the terminal, notes that the machine makes itself. */
let context: AudioContext | undefined;

/** A task has come: two notes. */
export const playArrival = (): void => play([660, 880], 0.3);

/** Somebody rings for the director: a bell that is heard in the next room. */
export const playBell = (): void => play([988, 784, 988, 784, 988, 784], 0.5);

function play(notes: number[], apart: number): void {
  if (!("AudioContext" in window)) return;
  context ??= new AudioContext();
  const { currentTime, destination } = context;
  void context.resume();
  for (const [index, hertz] of notes.entries()) {
    const [note, loudness] = [context.createOscillator(), context.createGain()];
    const begin = currentTime + index * apart;
    note.frequency.value = hertz;
    loudness.gain.setValueAtTime(0.4, begin);
    loudness.gain.exponentialRampToValueAtTime(0.001, begin + 0.6);
    note.connect(loudness).connect(destination);
    note.start(begin);
    note.stop(begin + 0.6);
  }
}
