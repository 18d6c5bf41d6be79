// Switchboard in one resource group: accounts for the data of each region, one vault, and one stamp or more that serve
// all tenants (docs/adr, docs/deployment.md).
import { network, region, scale, shortNames } from 'types.bicep'

targetScope = 'resourceGroup'

param environmentName 'dev' | 'test' | 'prod'

@description('Where the index, the vault and the first stamp lie. Never changed after the first deployment.')
param homeRegion region

@description('Further regions that tenants can choose for their data.')
param furtherDataRegions region[] = []

@description('Further regions in which the application runs; each of them holds data as well.')
param furtherStamps region[] = []

@description('Addresses of the stamps by region, where they have names of their own; others keep the name that Azure gives.')
param publicUrls { *: string } = {}

param entraClientId string
param operatorTenantId string
param certificateName string = 'entra-app-certificate'
param dataKeyName string = 'data-keys'

@description('The domain that mail is sent from; empty: one of Azure’s, for trials.')
param mailDomain string = ''

@description('Whether its DNS records have been verified; until then mail is sent from one of Azure’s domains.')
param mailDomainVerified bool = false
param mailSenderName string = 'no-reply'

param corsOrigins string[] = []

@description('Networks in CIDR in which customers’ Active Directory servers may be, beside the open internet.')
param allowedNetworks string[] = []

param scaling scale
param networking network?

@description('Several zones of each region; of the home account also a copy in its pair.')
param redundant bool

@description('Locks keep tables and vault from being deleted.')
param locked bool

@description('GB of logs a day and stamp; -1: no limit.')
param logGbPerDay int
param logRetentionDays int

param alarmAddresses string[]
param monthlyBudget int
param budgetStart string

@description('Settings beyond those that the template makes, by name: shared/config/settings.ts.')
param moreSettings { *: string } = {}

var prefix = 'switchboard-${environmentName}'
var shortPrefix = 'sb${environmentName}'
var unique = uniqueString(resourceGroup().id)
var tags = { product: 'switchboard', environment: environmentName }
// Home comes first: what follows counts on it.
var stampRegions = concat([homeRegion], filter(furtherStamps, item => item != homeRegion))
var dataRegions = concat(stampRegions, filter(furtherDataRegions, item => !contains(stampRegions, item)))
var tables = loadJsonContent('generated/application.json', 'tables')

// Two networks cannot share the private names of one account.
var closed = (networking.?privateEndpoints ?? false) && length(stampRegions) > 1
  ? fail('privateEndpoints needs furtherStamps to be empty')
  : networking.?privateEndpoints ?? false

module identity 'modules/identity.bicep' = {
  name: 'identity'
  params: { name: '${prefix}-identity', location: homeRegion, tags: tags }
}

module monitoring 'modules/monitoring.bicep' = [
  for item in stampRegions: {
    name: 'monitoring-${item}'
    params: {
      name: '${prefix}-${shortNames[item]}'
      location: item
      dailyGb: logGbPerDay
      retentionDays: logRetentionDays
      principalId: identity.outputs.principalId
      tags: tags
    }
  }
]

module account 'modules/data-account.bicep' = [
  for item in dataRegions: {
    name: 'data-${item}'
    params: {
      name: '${shortPrefix}${shortNames[item]}${unique}'
      location: item
      // [T4] A copy in the pair is a copy in another region: at home alone, where every region's index lies.
      sku: !redundant ? 'Standard_LRS' : item == homeRegion ? 'Standard_GZRS' : 'Standard_ZRS'
      tables: item == homeRegion ? concat(tables.everywhere, tables.home) : tables.everywhere
      principalId: identity.outputs.principalId
      workspaceId: monitoring[0].outputs.workspaceId
      closed: closed
      locked: locked
      tags: tags
    }
  }
]

module vault 'modules/key-vault.bicep' = {
  name: 'key-vault'
  params: {
    name: '${shortPrefix}-${unique}'
    location: homeRegion
    dataKeyName: dataKeyName
    principalId: identity.outputs.principalId
    workspaceId: monitoring[0].outputs.workspaceId
    closed: closed
    locked: locked
    tags: tags
  }
}

module mail 'modules/mail.bicep' = {
  name: 'mail'
  params: {
    name: '${prefix}-${unique}'
    domain: mailDomain
    verified: mailDomainVerified
    senderName: mailSenderName
    principalId: identity.outputs.principalId
    workspaceId: monitoring[0].outputs.workspaceId
    tags: tags
  }
}

module alarmGroup 'modules/alarm-group.bicep' = {
  name: 'alarm-group'
  params: { name: '${prefix}-alarms', addresses: alarmAddresses, tags: tags }
}

module budget 'modules/budget.bicep' = {
  name: 'budget'
  params: {
    name: prefix
    amount: monthlyBudget
    startDate: budgetStart
    addresses: alarmAddresses
  }
}

module stamp 'modules/stamp.bicep' = [
  for (item, i) in stampRegions: {
    name: 'stamp-${item}'
    params: {
      prefix: prefix
      shortPrefix: shortPrefix
      location: item
      homeRegion: homeRegion
      identity: {
        id: identity.outputs.id
        clientId: identity.outputs.clientId
        principalId: identity.outputs.principalId
      }
      accounts: [
        for (place, n) in dataRegions: {
          region: place
          id: account[n].outputs.id
          endpoint: account[n].outputs.tableEndpoint
        }
      ]
      vault: { id: vault.outputs.id, url: vault.outputs.url, dataKeyName: dataKeyName }
      mail: { endpoint: mail.outputs.endpoint, sender: mail.outputs.sender }
      workspace: {
        workspaceId: monitoring[i].outputs.workspaceId
        insightsId: monitoring[i].outputs.insightsId
        connection: monitoring[i].outputs.connection
      }
      entra: {
        clientId: entraClientId
        operatorTenantId: operatorTenantId
        certificateName: certificateName
      }
      publicUrl: publicUrls[?item] ?? ''
      corsOrigins: corsOrigins
      allowedNetworks: allowedNetworks
      scaling: scaling
      networking: networking
      moreSettings: moreSettings
      alarmGroupId: alarmGroup.outputs.id
      zoneRedundant: redundant
      tags: tags
    }
  }
]

output stamps array = [
  for (item, i) in stampRegions: {
    region: item
    appName: stamp[i].outputs.appName
    url: stamp[i].outputs.url
  }
]
output vaultUrl string = vault.outputs.url
output certificateName string = certificateName
