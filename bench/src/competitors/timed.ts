/** Does `work` `count` times at once and gives how long each took, ms. */
export function timed(count: number, work: () => Promise<unknown>): Promise<number[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const began = performance.now();
      await work();
      return performance.now() - began;
    }),
  );
}
