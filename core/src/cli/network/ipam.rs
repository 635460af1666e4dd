//! Which range, gateway and reserved addresses belong to which subnet.
//!
//! Model: docker/cli `cli/command/network/create.go` `consolidateIpam`.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use crate::daemon::networks::{PoolRequest, Subnet};

/// What the flags ask for.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    pub(super) subnets: Vec<String>,
    pub(super) ranges: Vec<String>,
    pub(super) gateways: Vec<String>,
    pub(super) reserved: BTreeMap<String, String>,
}

impl Asked {
    /// A pool for each subnet, or what does not fit. A text that is no address fits nowhere, but to a text that is no subnet.
    pub(super) fn pools(&self) -> Result<Vec<PoolRequest>, String> {
        if self.subnets.len() < self.ranges.len() || self.subnets.len() < self.gateways.len() {
            return Err("every ip-range or gateway must have a corresponding subnet".to_owned());
        }
        let mut pools: BTreeMap<&str, PoolRequest> = BTreeMap::new();
        for text in &self.subnets {
            if pools.keys().any(|other| contains(other, text) || contains(text, other)) {
                return Err("multiple overlapping subnet configuration is not supported".to_owned());
            }
            pools.insert(text, PoolRequest { subnet: text.clone(), ..PoolRequest::default() });
        }
        for range in &self.ranges {
            let pool = pool_of(&mut pools, range).ok_or_else(|| ["no matching subnet for range ", range].concat())?;
            if pool.range.is_some() {
                return Err(["cannot configure multiple ranges (", range, ", ...) on the same subnet"].concat());
            }
            pool.range = Some(range.clone());
        }
        for gateway in &self.gateways {
            let pool =
                pool_of(&mut pools, gateway).ok_or_else(|| ["no matching subnet for gateway ", gateway].concat())?;
            if pool.gateway.is_some() {
                return Err(["cannot configure multiple gateways (", gateway, ", ...) for the same subnet"].concat());
            }
            pool.gateway = Some(gateway.clone());
        }
        for (name, address) in &self.reserved {
            let none = || ["no matching subnet for aux-address ", address].concat();
            pool_of(&mut pools, address).ok_or_else(none)?.reserved.insert(name.clone(), address.clone());
        }
        Ok(pools.into_values().collect())
    }
}

fn pool_of<'a>(pools: &'a mut BTreeMap<&str, PoolRequest>, text: &str) -> Option<&'a mut PoolRequest> {
    pools.values_mut().find(|pool| contains(&pool.subnet, text))
}

/// Whether an address, or that of a subnet, is in a subnet.
fn contains(subnet: &str, text: &str) -> bool {
    let Ok(subnet) = subnet.parse::<Subnet>() else { return false };
    let address = text.split('/').next().unwrap_or(text).parse::<Ipv4Addr>();
    address.is_ok_and(|address| subnet.contains(address))
}
