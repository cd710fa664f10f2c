/** Numbers rounded to a multiple of a unit, such as a request's ends to its node's alignment. */

/** The greatest multiple that is not above the value. */
export const down = (value: number, unit: number): number => Math.floor(value / unit) * unit;
/** The least multiple that is not below the value. */
export const up = (value: number, unit: number): number => Math.ceil(value / unit) * unit;
