// What functions log and measure is for their log groups; tests look at it where they want to.
process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
process.env.POWERTOOLS_SERVICE_NAME = 'chemchat-test';
process.env.POWERTOOLS_METRICS_NAMESPACE = 'ChemChat';
process.env.POWERTOOLS_METRICS_DISABLED = 'true';
process.env.POWERTOOLS_TRACE_ENABLED = 'false';
