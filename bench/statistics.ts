/** The value below which a share of the samples is (nearest rank); `sorted` is ascending, `share` from 0 to 1. */
export const percentile = (sorted: ArrayLike<number>, share: number): number => {
  if (sorted.length === 0) throw new Error('cannot tell a percentile of nothing');
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number;
};

/** What is known of a hop: its median and its 99th percentile, in ms. */
export interface Quantiles {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** A number from 0 to below 1, drawn evenly. */
export type Uniform = () => number;

/** Draws one value after the other from a distribution, in ms. */
export type Draw = () => number;

/** A distribution through what is known of a hop. */
export type Fit = (known: Quantiles, uniform: Uniform) => Draw;

/** The standard normal distribution's 99th percentile. */
const normal99 = 2.3263478740408408;

/** The lognormal distribution that has exactly this median and 99th percentile; drawn by Box and Muller. */
export const lognormal: Fit = ({ p50Ms, p99Ms }, uniform) => {
  const sigma = Math.log(p99Ms / p50Ms) / normal99;
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return () => p50Ms * Math.exp(sigma * normal());
};

/** The exponential distribution after a fixed wait that has exactly this median and 99th percentile. */
export const shiftedExponential: Fit = ({ p50Ms, p99Ms }, uniform) => {
  const scale = (p99Ms - p50Ms) / Math.log(0.5 / 0.01);
  return () => p50Ms + scale * (Math.log(0.5) - Math.log(1 - uniform()));
};
