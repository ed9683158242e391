import { jest } from '@jest/globals';
import { logger } from '../../functions/platform/observability.ts';

/** The lines of level INFO that are logged while something runs. */
export const logged = async (run: () => Promise<unknown>): Promise<readonly Record<string, unknown>[]> => {
  const written = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  // Each invocation goes back to the level of the environment.
  const refreshed = jest.spyOn(logger, 'refreshSampleRateCalculation').mockReturnValue();
  logger.setLogLevel('INFO');
  try {
    await run();
    return written.mock.calls.map(([line]) => JSON.parse(String(line)));
  } finally {
    logger.setLogLevel('SILENT');
    refreshed.mockRestore();
    written.mockRestore();
  }
};
