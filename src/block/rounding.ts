/** Numbers rounded to a multiple of a unit, such as a request's ends to its node's alignment. */

export const down = (value: number, unit: number): number => Math.floor(value / unit) * unit;
export const up = (value: number, unit: number): number => Math.ceil(value / unit) * unit;
