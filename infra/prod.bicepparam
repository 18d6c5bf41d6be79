using 'main.bicep'

// Data in all three regions, one stamp at home. Further stamps: docs/scale.md says when.
param environmentName = 'prod'
param homeRegion = 'germanywestcentral'
param furtherDataRegions = ['westeurope', 'northeurope']
param entraClientId = readEnvironmentVariable('SWITCHBOARD_ENTRA_CLIENT_ID', '00000000-0000-4000-8000-000000000002')
param operatorTenantId = readEnvironmentVariable(
  'SWITCHBOARD_ENTRA_OPERATOR_TENANT_ID',
  '00000000-0000-4000-8000-000000000003'
)
param publicUrls = {
  germanywestcentral: readEnvironmentVariable('SWITCHBOARD_PUBLIC_URL', 'https://api.switchboard.example')
}
param mailDomain = readEnvironmentVariable('SWITCHBOARD_MAIL_DOMAIN', 'switchboard.example')
param mailDomainVerified = bool(readEnvironmentVariable('SWITCHBOARD_MAIL_DOMAIN_VERIFIED', 'false'))
// One instance answers at once; the relay heals commits by the minute and should not wait for a cold start.
param scaling = {
  maximumInstanceCount: 200
  instanceMemoryMB: 2048
  alwaysReady: [
    { name: 'http', instanceCount: 2 }
    { name: 'function:outbox-relay', instanceCount: 1 }
  ]
}
// Private endpoints close Service Bus to nobody (that needs its Premium tier); Active Directory on premises needs the
// network and a VPN that is peered to it.
param networking = {
  addressPrefixes: { germanywestcentral: '10.60.0.0/24' }
  dnsServers: []
  privateEndpoints: true
}
param redundant = true
param locked = true
param logGbPerDay = 10
param logRetentionDays = 90
param alarmAddresses = [readEnvironmentVariable('SWITCHBOARD_ALARM_ADDRESS', 'alarms@switchboard.example')]
param monthlyBudget = 1000
param budgetStart = readEnvironmentVariable('SWITCHBOARD_BUDGET_START', '2027-01-01')
