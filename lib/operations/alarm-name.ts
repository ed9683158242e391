import type { Deployment } from '../deployment.ts';

/** An alarm's name: all of a stage's begin alike. */
export const alarmName = ({ settings }: Deployment, name: string): string => `ChemChat-${settings.stage}-${name}`;
