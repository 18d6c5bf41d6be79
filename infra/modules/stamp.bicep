// One region's deployment of the application: it can serve every tenant, and its queues, logs and alarms are its own.
import { network, region, scale, shortNames } from '../types.bicep'

param prefix string
@description('For names of storage accounts: 8 characters at most.')
@maxLength(8)
param shortPrefix string
param location region
param homeRegion region
param identity { id: string, clientId: string, principalId: string }
@description('Table accounts by region.')
param accounts { region: string, id: string, endpoint: string }[]
param vault { id: string, url: string, dataKeyName: string }
param mail { endpoint: string, sender: string }
param workspace { workspaceId: string, insightsId: string, connection: string }
param entra { clientId: string, operatorTenantId: string, certificateName: string }
param publicUrl string
param corsOrigins string[]
param allowedNetworks string[]
param scaling scale
param networking network?
param moreSettings { *: string }
param alarmGroupId string
param zoneRedundant bool
param tags object

var name = '${prefix}-${shortNames[location]}'
var unique = uniqueString(resourceGroup().id, location)
var closed = networking.?privateEndpoints ?? false

module net 'network.bicep' = if (networking != null) {
  name: '${name}-network'
  params: {
    name: '${name}-net'
    location: location
    addressPrefix: networking!.addressPrefixes[location]
    settings: networking!
    tags: tags
  }
}

module storage 'host-storage.bicep' = {
  name: '${name}-host-storage'
  params: {
    name: '${shortPrefix}h${shortNames[location]}${uniqueString(resourceGroup().id)}'
    location: location
    sku: zoneRedundant ? 'Standard_ZRS' : 'Standard_LRS'
    principalId: identity.principalId
    closed: closed
    tags: tags
  }
}

module bus 'service-bus.bicep' = {
  name: '${name}-service-bus'
  params: {
    name: '${name}-bus-${unique}'
    location: location
    principalId: identity.principalId
    workspaceId: workspace.workspaceId
    tags: tags
  }
}

module zones 'private-zones.bicep' = if (closed) {
  name: '${name}-private-zones'
  params: { networkId: net!.outputs.id, tags: tags }
}

module tableEndpoint 'private-endpoint.bicep' = [
  for account in (closed ? accounts : []): {
    name: '${name}-tables-of-${account.region}'
    params: {
      name: '${name}-tables-of-${account.region}'
      location: location
      subnetId: net!.outputs.place.endpointSubnetId
      resourceId: account.id
      groupId: 'table'
      zoneId: zones!.outputs.tableZoneId
      tags: tags
    }
  }
]

module vaultEndpoint 'private-endpoint.bicep' = if (closed) {
  name: '${name}-vault-endpoint'
  params: {
    name: '${name}-vault'
    location: location
    subnetId: net!.outputs.place.endpointSubnetId
    resourceId: vault.id
    groupId: 'vault'
    zoneId: zones!.outputs.vaultZoneId
    tags: tags
  }
}

module storageEndpoint 'private-endpoint.bicep' = if (closed) {
  name: '${name}-host-storage-endpoint'
  params: {
    name: '${name}-host-storage'
    location: location
    subnetId: net!.outputs.place.endpointSubnetId
    resourceId: storage.outputs.id
    groupId: 'blob'
    zoneId: zones!.outputs.blobZoneId
    tags: tags
  }
}

module app 'function-app.bicep' = {
  name: '${name}-app'
  params: {
    name: '${name}-app-${unique}'
    location: location
    homeRegion: homeRegion
    identityId: identity.id
    identityClientId: identity.clientId
    hostStorageName: storage.outputs.accountName
    packagesUrl: storage.outputs.packagesUrl
    tableEndpoints: toObject(accounts, account => account.region, account => account.endpoint)
    serviceBusHost: bus.outputs.host
    vaultUrl: vault.url
    dataKeyName: vault.dataKeyName
    insightsConnection: workspace.connection
    workspaceId: workspace.workspaceId
    mailEndpoint: mail.endpoint
    mailSender: mail.sender
    entraClientId: entra.clientId
    operatorTenantId: entra.operatorTenantId
    certificateName: entra.certificateName
    publicUrl: publicUrl
    corsOrigins: corsOrigins
    allowedNetworks: allowedNetworks
    scaling: scaling
    site: net.?outputs.place ?? { appSubnetId: '', endpointSubnetId: '' }
    moreSettings: moreSettings
    tags: tags
  }
  dependsOn: [tableEndpoint, vaultEndpoint, storageEndpoint]
}

module alarms 'alarms.bicep' = {
  name: '${name}-alarms'
  params: {
    prefix: name
    location: location
    insightsId: workspace.insightsId
    serviceBusId: bus.outputs.id
    actionGroupId: alarmGroupId
    tags: tags
  }
}

module workbook 'workbook.bicep' = {
  name: '${name}-workbook'
  params: {
    displayName: 'Switchboard ${name}'
    location: location
    insightsId: workspace.insightsId
    tags: tags
  }
}

output appName string = app.outputs.name
output url string = app.outputs.url
