/** The sound of a task that has come: two notes that the machine makes itself. */
let context: AudioContext | undefined;

export function playArrival(): void {
  if (!("AudioContext" in window)) return;
  context ??= new AudioContext();
  const { currentTime, destination } = context;
  void context.resume();
  for (const [index, hertz] of [660, 880].entries()) {
    const [note, loudness] = [context.createOscillator(), context.createGain()];
    const begin = currentTime + index * 0.3;
    note.frequency.value = hertz;
    loudness.gain.setValueAtTime(0.4, begin);
    loudness.gain.exponentialRampToValueAtTime(0.001, begin + 0.6);
    note.connect(loudness).connect(destination);
    note.start(begin);
    note.stop(begin + 0.6);
  }
}
