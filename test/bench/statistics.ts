/** The middle value (the mean of the two middle ones of an even count). Throws on an empty list. */
export function median(values: readonly number[]): number {
  return (percentile(values, 0.5, Math.floor) + percentile(values, 0.5, Math.ceil)) / 2;
}

/** The value that a share `p` of the values does not exceed (nearest rank). Throws on an empty list. */
export function percentile(values: readonly number[], p: number, round = Math.round): number {
  const sorted = Float64Array.from(values).sort();
  const value = sorted[Math.min(sorted.length - 1, round((sorted.length - 1) * p))];
  if (value === undefined) throw new Error('no values to take a percentile of');
  return value;
}

/** The slope of the least-squares line through the points, in units of y per unit of x. */
export function slope(points: readonly { readonly x: number; readonly y: number }[]): number {
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / points.length;
  const varianceX = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  const covariance = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0);
  return varianceX === 0 ? 0 : covariance / varianceX;
}
