@export()
@description('Where data may lie and where the application may run.')
type region = 'westeurope' | 'northeurope' | 'germanywestcentral'

@export()
@description('For names that have little room.')
var shortNames = {
  westeurope: 'weu'
  northeurope: 'neu'
  germanywestcentral: 'gwc'
}

@export()
@description('A network of the application’s own; needed to read Active Directory on premises.')
type network = {
  @description('Of each stamp, by region: /24 or larger.')
  addressPrefixes: object
  @description('Name servers that know the customers’ domains; empty: Azure’s.')
  dnsServers: string[]
  @description('Tables, vault and packages are reached by private addresses alone. With one stamp only.')
  privateEndpoints: bool
}

@export()
@description('Where the stamp’s application is put; empty ids where there is no network.')
type place = {
  appSubnetId: string
  endpointSubnetId: string
}

@export()
@description('How the application scales in a region.')
type scale = {
  @minValue(1)
  @maxValue(1000)
  maximumInstanceCount: int
  instanceMemoryMB: 2048 | 4096
  @description('Instances that are kept warm, by group: "http", or "function:" and the name of a function.')
  alwaysReady: { name: string, instanceCount: int }[]
}
