/** The character device that a monitor talks through: what clients call it. */
export const monitorLabel = (id: number): string => `compat_monitor${id}`;
