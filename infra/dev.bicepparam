using 'main.bicep'

// For one developer's trials: everything small, nothing twice, gone with the resource group (but the vault's name: 90 days).
param environmentName = 'dev'
param homeRegion = 'germanywestcentral'
param entraClientId = readEnvironmentVariable('SWITCHBOARD_ENTRA_CLIENT_ID', '00000000-0000-4000-8000-000000000002')
param operatorTenantId = readEnvironmentVariable(
  'SWITCHBOARD_ENTRA_OPERATOR_TENANT_ID',
  '00000000-0000-4000-8000-000000000003'
)
param scaling = { maximumInstanceCount: 40, instanceMemoryMB: 2048, alwaysReady: [] }
param redundant = false
param locked = false
param logGbPerDay = 1
param logRetentionDays = 30
param alarmAddresses = [readEnvironmentVariable('SWITCHBOARD_ALARM_ADDRESS', 'alarms@switchboard.example')]
param monthlyBudget = 50
param budgetStart = readEnvironmentVariable('SWITCHBOARD_BUDGET_START', '2027-01-01')
param moreSettings = { SWITCHBOARD_LOG_LEVEL: 'debug' }
