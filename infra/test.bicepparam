using 'main.bicep'

// As production, but smaller: two regions, so that placing tenants is tried before customers meet it.
param environmentName = 'test'
param homeRegion = 'germanywestcentral'
param furtherDataRegions = ['westeurope']
param entraClientId = readEnvironmentVariable('SWITCHBOARD_ENTRA_CLIENT_ID', '00000000-0000-4000-8000-000000000002')
param operatorTenantId = readEnvironmentVariable(
  'SWITCHBOARD_ENTRA_OPERATOR_TENANT_ID',
  '00000000-0000-4000-8000-000000000003'
)
param mailDomain = readEnvironmentVariable('SWITCHBOARD_MAIL_DOMAIN', '')
param mailDomainVerified = bool(readEnvironmentVariable('SWITCHBOARD_MAIL_DOMAIN_VERIFIED', 'false'))
param scaling = { maximumInstanceCount: 40, instanceMemoryMB: 2048, alwaysReady: [] }
param redundant = false
param locked = false
param logGbPerDay = 2
param logRetentionDays = 30
param alarmAddresses = [readEnvironmentVariable('SWITCHBOARD_ALARM_ADDRESS', 'alarms@switchboard.example')]
param monthlyBudget = 150
param budgetStart = readEnvironmentVariable('SWITCHBOARD_BUDGET_START', '2027-01-01')
// A test does not wait a month for an erasure.
param moreSettings = { SWITCHBOARD_ERASURE_GRACE_DAYS: '1' }
